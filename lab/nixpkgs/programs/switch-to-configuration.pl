# Makes a system the running one and/or the boot default, and brings its units to the state it wants.
# Exit codes as NixOS: 2 the activation script failed, 4 units failed, 1 anything else.
use strict;
use warnings;
use Fcntl qw(:flock);
use File::Path qw(make_path);

my ($out, $action) = @ARGV;
if (!defined($action) || $action !~ /^(switch|boot|test|dry-activate)$/) {
    print STDERR "Usage: $out/bin/switch-to-configuration [switch|boot|test|dry-activate]\n",
        "switch:       make the configuration the boot default and activate now\n",
        "boot:         make the configuration the boot default\n",
        "test:         activate the configuration, but don't make it the boot default\n",
        "dry-activate: show what would be done if this configuration were activated\n";
    exit(1);
}
$| = 1;
$ENV{PATH} = "/usr/sbin:/usr/bin:/sbin:/bin";
$ENV{NIXOS_ACTION} = $action;
$ENV{LC_ALL} = "C";
my $units_of = sub { "$_[0]/etc/systemd/system" };

make_path("/run/nixos");
open(my $lock, ">>", "/run/nixos/switch-to-configuration.lock") or die "Could not open the lock file: $!\n";
flock($lock, LOCK_EX | LOCK_NB) or do { print STDERR "Could not acquire lock\n"; exit(1); };

if ($action eq "switch" || $action eq "boot") { install_boot_loader(); }
exit(0) if $action eq "boot";

# Written beside and renamed, so that a power cut leaves the old entry or the new one.
sub install_boot_loader {
    my $entry = "/boot/lab/default";
    my $failed = sub { print STDERR "Failed to install bootloader: $!\n"; exit(1); };
    mkdir("/boot/lab");
    open(my $file, ">", "$entry.tmp") or $failed->();
    print($file "$out\n") or $failed->();
    close($file) or $failed->();
    system("sync", "$entry.tmp") == 0 or $failed->();
    rename("$entry.tmp", $entry) or $failed->();
    system("sync", "-f", $entry);
}

sub slurp {
    my ($file) = @_;
    open(my $in, "<", $file) or return undef;
    local $/;
    return scalar <$in>;
}

sub active_units {
    my %units;
    for (split(/\n/, `systemctl list-units --full --all --no-legend --plain`)) {
        my ($unit, $load, $active, $sub) = split(/\s+/, $_);
        $units{$unit} = { active => $active, sub => $sub } if defined($sub) && $active ne "inactive";
    }
    return \%units;
}

# A unit's file in a system, found by its template too.
sub file_of {
    my ($system, $unit) = @_;
    my $file = $units_of->($system) . "/$unit";
    return $file if -e $file;
    (my $template = $file) =~ s/@[^\/]*\./@./;
    return -e $template ? $template : $file;
}

sub setting {
    my ($text, $key, $default) = @_;
    return $text =~ /^\Q$key\E=(.*)$/m ? $1 =~ /^(1|true|yes|on)$/ : $default;
}

my $old = readlink("/run/current-system") // "/run/current-system";
my $before = active_units();
my (%stop, %start, %restart, %reload, %skip);
for my $unit (sort keys %$before) {
    my ($old_text, $new_text) = map { slurp(file_of($_, $unit)) } ($old, $out);
    my $defined = defined($new_text) && $new_text !~ /\A\s*\z/;
    if ($unit =~ /\.target$/) {
        $start{$unit} = 1 if $defined && !setting($new_text, "RefuseManualStart", 0) && !setting($new_text, "X-OnlyManualStart", 0);
        $stop{$unit} = 1 if defined($old_text) && (!$defined || setting($new_text, "X-StopOnReconfiguration", 0));
        next;
    }
    next if !defined($old_text);
    if (!$defined) {
        $stop{$unit} = 1 if setting($old_text, "X-StopOnRemoval", 1);
        next;
    }
    next if $old_text eq $new_text;
    my $without_triggers = sub { $_[0] =~ s/^X-Reload-Triggers=.*\n//mgr };
    if (setting($new_text, "X-ReloadIfChanged", 0) || $without_triggers->($old_text) eq $without_triggers->($new_text)) {
        $reload{$unit} = 1;
    } elsif (!setting($new_text, "X-RestartIfChanged", 1) || setting($new_text, "RefuseManualStop", 0)) {
        $skip{$unit} = 1;
    } elsif (!setting($new_text, "X-StopIfChanged", 1)) {
        $restart{$unit} = 1;
    } else {
        $stop{$unit} = 1;
        $start{$unit} = 1;
    }
}
# The default target pulls in what is wanted but does not run.
for my $target ("multi-user.target") { $start{$target} = 1 if -d $units_of->($out); }

sub names { return join(", ", sort @_); }
# Targets are started silently, as they only pull in others.
my @told_starts = grep { !/\.target$/ } keys %start;

if ($action eq "dry-activate") {
    print STDERR "would stop the following units: ", names(keys %stop), "\n" if %stop;
    print STDERR "would NOT stop the following changed units: ", names(keys %skip), "\n" if %skip;
    print STDERR "would activate the configuration...\n";
    print STDERR "would reload the following units: ", names(keys %reload), "\n" if %reload;
    print STDERR "would restart the following units: ", names(keys %restart), "\n" if %restart;
    print STDERR "would start the following units: ", names(@told_starts), "\n" if @told_starts;
    exit(0);
}

system("logger", "-t", "nixos", "switching to system configuration $out");
my $status = 0;
if (%stop) {
    print STDERR "stopping the following units: ", names(keys %stop), "\n";
    system("systemctl", "stop", "--", sort keys %stop);
}
print STDERR "NOT restarting the following changed units: ", names(keys %skip), "\n" if %skip;

print STDERR "activating the configuration...\n";
if (system("$out/activate", $out) != 0) {
    print STDERR "Failed to run activate script\n";
    $status = 2;
}

system("systemctl", "reset-failed");
if (system("systemctl", "daemon-reload") != 0) { $status = 3; }
system("systemd-cat", "--identifier=systemd-tmpfiles", "systemd-tmpfiles", "--create", "--remove", "--exclude-prefix=/dev");

sub bring {
    my ($verb, $told, @units) = @_;
    return if !@units;
    print STDERR "$told the following units: ", names(@units), "\n";
    $status = 4 if system("systemctl", $verb, "--", sort @units) != 0;
}
# What stopped on its own meanwhile cannot be reloaded; starting it is right.
my $running = active_units();
for my $unit (keys %reload) {
    next if ($running->{$unit}{active} // "") eq "active";
    delete $reload{$unit};
    $start{$unit} = 1;
}
bring("reload", "reloading", keys %reload);
bring("restart", "restarting", keys %restart);
@told_starts = grep { !/\.target$/ } keys %start;
print STDERR "starting the following units: ", names(@told_starts), "\n" if @told_starts;
$status = 4 if system("systemctl", "start", "--", sort keys %start) != 0;

my $after = active_units();
my (@failed, @new);
for my $unit (sort keys %$after) {
    my $state = $after->{$unit};
    if ($state->{active} eq "failed") {
        push @failed, $unit;
    } elsif ($state->{sub} eq "auto-restart") {
        chomp(my $code = `systemctl show --value --property=ExecMainStatus -- '$unit'`);
        push @failed, $unit if $code ne "0";
    } elsif ($state->{active} eq "active" && !$before->{$unit} && $unit =~ /\.(service|socket|timer|mount|path)$/) {
        push @new, $unit;
    }
}
print STDERR "the following new units were started: ", names(@new), "\n" if @new;
if (@failed) {
    print STDERR "warning: the following units failed: ", names(@failed), "\n";
    open(STDOUT, ">&", \*STDERR);
    system("systemctl", "status", "--no-pager", "--full", "--", @failed);
    $status = 4;
}
system("logger", "-t", "nixos", $status == 0 ? "finished switching to system configuration $out" : "switching to system configuration $out failed (status $status)");
exit($status);
